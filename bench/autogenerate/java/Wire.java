package dev.athanor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The Java half of worker.py: a request a line in, an answer a line out; all other output goes to standard error. */
public final class Wire {

  /** What a contender is asked to do; fields as worker.py writes them. */
  public record Request(
      String verb, int change, String name, String database, boolean destructive, List<String> backfills, List<String> renames,
      List<String> conversions, List<String> conversionsBack) {
    static Request parse(String line) {
      String[] field = line.split("\t", -1);
      return new Request(
          field[0], Integer.parseInt(field[1]), field[2], field[3], Boolean.parseBoolean(field[4]), list(field[5], ";"), list(field[6], ","),
          list(field[7], ";"), list(field[8], ";"));
    }

    private static List<String> list(String text, String separator) {
      return text.isEmpty() ? List.of() : List.of(text.split(separator + "\\s*"));
    }

    /** Package and persistence unit of one side of the change. */
    public String unit(String side) {
      return "change" + change + "." + side;
    }
  }

  /** What came of it. */
  public record Answer(List<String> found, String text) {
    public static final Answer DONE = new Answer(List.of(), "");
  }

  public interface Contender {
    Answer answer(Request request) throws Exception;
  }

  private Wire() {}

  public static void serve(Contender contender) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(json(contender, Request.parse(line)));
    }
  }

  private static String json(Contender contender, Request request) {
    try {
      Answer answer = contender.answer(request);
      String found = answer.found().stream().map(Wire::quoted).collect(Collectors.joining(",", "[", "]"));
      return "{\"found\":" + found + ",\"text\":" + quoted(answer.text()) + "}";
    } catch (Exception | LinkageError e) {
      // What it says is the result.
      e.printStackTrace();
      return "{\"error\":" + quoted(messages(e)) + "}";
    }
  }

  private static String messages(Throwable thrown) {
    StringBuilder text = new StringBuilder(thrown.getClass().getSimpleName());
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t.getMessage() != null && text.indexOf(t.getMessage()) < 0) {
        text.append(": ").append(t.getMessage());
      }
    }
    return text.toString();
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
