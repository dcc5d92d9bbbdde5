package dev.athanor.cli.args;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.ProcessText;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What one command takes, declared in code: no annotations to read and no library to load, which
 * would take longer than all of a command that finds nothing to do.
 *
 * <p>{@code --name=value} and {@code --name value}; the last of several wins; {@code --} ends the
 * options; a negative number is never an option.
 */
public final class Arguments {
  private static final int COLUMN = 28;
  private static final Pattern DATABASE = Pattern.compile("(jdbc:)?postgres(ql)?:");

  private final Map<String, Option> options = new LinkedHashMap<>();
  private final List<Positional> positionals = new ArrayList<>();
  private final Map<String, Consumer<String>> hidden = new LinkedHashMap<>();
  private final Map<String, Given> given = new LinkedHashMap<>();

  /**
   * A value that an option has.
   *
   * @param source what said so: the option itself, or what filled it in
   */
  public record Given(String value, String source) {}

  private record Option(
      String names, String label, String help, boolean required, Consumer<String> set) {
    boolean isFlag() {
      return label.isEmpty();
    }
  }

  private record Positional(
      String label, String help, boolean required, boolean many, Consumer<String> set) {}

  /**
   * An option with a value.
   *
   * @param names one or several, separated by commas: {@code -m,--message}
   * @param label what the value is called in the help
   */
  public Arguments option(String names, String label, String help, Consumer<String> set) {
    return add(new Option(names, label, help, false, set));
  }

  /** An option that must be there. */
  public Arguments required(String names, String label, String help, Consumer<String> set) {
    return add(new Option(names, label, help, true, set));
  }

  /** An option without a value. */
  public Arguments flag(String names, String help, Runnable set) {
    return add(new Option(names, "", help, false, ignored -> set.run()));
  }

  /** A value that has no option and can only be filled in: a password, for one. */
  public Arguments hidden(String name, Consumer<String> set) {
    hidden.put(name, set);
    return this;
  }

  /** An argument without a name that may be left out. */
  public Arguments positional(String label, String help, Consumer<String> set) {
    positionals.add(new Positional(label, help, false, false, set));
    return this;
  }

  /** An argument without a name that must be there. */
  public Arguments requiredPositional(String label, String help, Consumer<String> set) {
    positionals.add(new Positional(label, help, true, false, set));
    return this;
  }

  /** Any number of arguments without a name; the last to be declared. */
  public Arguments positionals(String label, String help, Consumer<String> add) {
    positionals.add(new Positional(label, help, false, true, add));
    return this;
  }

  private Arguments add(Option option) {
    for (String name : option.names.split(",")) {
      if (options.put(name, option) != null) {
        throw new IllegalStateException(name + " is declared twice");
      }
    }
    return this;
  }

  /**
   * Reads the words and gives each value to whoever declared it.
   *
   * @throws AthanorException INVALID_CONFIGURATION, naming the word at fault
   */
  public void parse(List<String> words) {
    parse(words, none -> {});
  }

  /**
   * The same, with something to fill in what the words leave out.
   *
   * @param others runs once all words are read, and before what must be there is missed
   * @throws AthanorException INVALID_CONFIGURATION, naming the word at fault
   */
  public void parse(List<String> words, Consumer<Arguments> others) {
    List<String> rest = new ArrayList<>();
    requireWhole(words);
    Iterator<String> iterator = words.iterator();
    while (iterator.hasNext()) {
      String word = iterator.next();
      if (word.equals("--")) {
        iterator.forEachRemaining(rest::add);
      } else if (isOption(word)) {
        take(word, iterator);
      } else {
        rest.add(word);
      }
    }
    others.accept(this);
    for (Option option : options.values()) {
      // By name: the first hashCode of any record takes the JVM as long as all the rest of this.
      if (option.required && !given.containsKey(option.names)) {
        throw wrong("Missing option: " + option.names + "=" + option.label + ".");
      }
    }
    takePositionals(rest);
  }

  /** Not by its value, which may be a password. */
  private static void requireWhole(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean named = isOption(word) && word.indexOf('=') > 0;
      ProcessText.requireWhole(
          named ? word.substring(0, word.indexOf('=')) : "argument " + (i + 1), word);
    }
  }

  private static boolean isOption(String word) {
    return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
  }

  private void take(String word, Iterator<String> following) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option option = options.get(name);
    if (option == null) {
      throw wrong("Unknown option: " + name + ".");
    }
    if (option.isFlag()) {
      if (equals >= 0) {
        throw wrong(name + " takes no value.");
      }
      set(option, "true", name);
    } else if (equals >= 0) {
      set(option, word.substring(equals + 1), name);
    } else if (following.hasNext()) {
      set(option, following.next(), name);
    } else {
      throw wrong(name + " needs a value: " + option.label + ".");
    }
  }

  private void set(Option option, String value, String source) {
    option.set.accept(value);
    given.put(option.names, new Given(value, source));
  }

  /**
   * Gives an option, or a hidden value, that nobody gave its value; does nothing for one that is
   * not declared.
   *
   * @param value of a flag: {@code true}, or {@code false} to leave it
   * @param source where the value is from
   * @throws AthanorException INVALID_CONFIGURATION for a flag that is neither
   */
  public void fill(String name, String value, String source) {
    if (hidden.containsKey(name)) {
      hidden.get(name).accept(value);
      given.put(name, new Given(value, source));
    }
    Option option = options.get(name);
    if (option == null || given.containsKey(option.names)) {
      return;
    }
    if (option.isFlag() && !value.matches("true|false")) {
      throw wrong(source + ": " + name + " is '" + value + "', neither true nor false.");
    }
    if (!option.isFlag() || value.equals("true")) {
      set(option, value, source);
    }
  }

  /** What an option or a hidden value was given; empty where it has its default. */
  public Optional<Given> given(String name) {
    Option option = options.get(name);
    return Optional.ofNullable(given.get(option == null ? name : option.names));
  }

  /**
   * An option as it was declared.
   *
   * @param names all of them, the short one first
   * @param label what its value is called; empty for a flag
   */
  public record Described(List<String> names, String label, String help) {}

  /** All options that can be typed, in the order in which they were declared. */
  public List<Described> described() {
    return new LinkedHashSet<>(options.values())
        .stream()
            .map(each -> new Described(List.of(each.names.split(",")), each.label, each.help))
            .toList();
  }

  private void takePositionals(List<String> values) {
    values.forEach(Arguments::requireNoDatabase);
    int next = 0;
    for (Positional positional : positionals) {
      if (next >= values.size() && positional.required) {
        throw wrong("Missing argument: " + positional.label + ".");
      }
      while (next < values.size()) {
        positional.set.accept(values.get(next++));
        if (!positional.many) {
          break;
        }
      }
    }
    if (next < values.size()) {
      throw wrong("Unexpected argument: " + values.get(next) + ".");
    }
  }

  /** It would be taken for a revision, and an error would show the password in it. */
  private static void requireNoDatabase(String value) {
    if (DATABASE.matcher(value).lookingAt()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The URL of a database stands where none is taken.",
          "Give it as --database-url=URL, or in DATABASE_URL.");
    }
  }

  /** How the command is used, for people. */
  public String help(String command, String summary) {
    StringBuilder text = new StringBuilder("Usage: ").append(command);
    for (Option option : new LinkedHashSet<>(options.values())) {
      if (option.required) {
        text.append(' ').append(option.names).append('=').append(option.label);
      }
    }
    text.append(options.isEmpty() ? "" : " [OPTION…]");
    for (Positional p : positionals) {
      String label = p.label + (p.many ? "…" : "");
      text.append(' ').append(p.required ? label : "[" + label + "]");
    }
    text.append("\n").append(summary).append("\n");
    positionals.forEach(p -> line(text, p.label, p.help));
    for (Option option : new LinkedHashSet<>(options.values())) {
      String label = option.isFlag() ? "" : "=" + option.label;
      line(text, option.names.replace(",", ", ") + label, option.help);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String help) {
    text.append("  ").append(what);
    text.append(what.length() < COLUMN ? " ".repeat(COLUMN - what.length()) : "\n    ");
    text.append(help).append('\n');
  }

  private static AthanorException wrong(String message) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION, message, "Add --help to see what there is.");
  }
}
