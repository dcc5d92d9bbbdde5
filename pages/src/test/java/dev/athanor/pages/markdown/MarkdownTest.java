package dev.athanor.pages.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.Printable;
import dev.athanor.engine.testing.RandomText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written reads, by a parser of GitHub's Markdown, as the text that it was given. */
class MarkdownTest {
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();
  private static final String PIECES = "\\`*_[]<>&|$#+-=:~!(){}@^\"'.1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/p.png)",
        "a | b |",
        "a \\| b \\\\| c",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```mermaid\ngraph TD\n```",
        "# heading",
        "- list\n1. list\n+ list",
        "a\n===\nb\n---",
        "    indented",
        "&lt;b&gt; &#x40;",
        "<!-- comment",
        "*bold* _italic_ snake_case __init__ ~~gone~~",
        "$x^2$ `code",
        "[^1]: note",
        ": definition",
        "12) twelve",
      })
  void proseIsShownAsItIs(String text) {
    shownAsItIs(text);
  }

  @Test
  void anyProseIsShownAsItIs() {
    Random random = new Random(15);
    for (int i = 0; i < 20_000; i++) {
      shownAsItIs(i % 2 == 0 ? RandomText.next(random) : pieces(random));
    }
  }

  @Test
  void anyCodeIsShownAsItIs() {
    Random random = new Random(51);
    for (int i = 0; i < 20_000; i++) {
      String text = i % 2 == 0 ? RandomText.next(random) : pieces(random);
      String row = Markdown.table(List.of("a", "b"), List.of(List.of(Markdown.code(text), "end")));
      List<Node> cells = nodes(PARSER.parse(row), TableCell.class);
      assertThat(cells).as("%s", row).hasSize(4);
      assertThat(code(cells.get(2))).as("%s", row).isEqualTo(oneLine(text));
      assertThat(text(cells.get(3))).isEqualTo("end");
    }
  }

  @Test
  void anyBlockEndsWhereItShould() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      String text = RandomText.next(random) + "\n```\n" + pieces(random);
      Node document = PARSER.parse(Markdown.block("sql", text) + "\nend\n");
      assertThat(document.getFirstChild()).isInstanceOf(FencedCodeBlock.class);
      assertThat(text(document.getLastChild())).isEqualTo("end");
      assertThat(document.getFirstChild().getNext()).isSameAs(document.getLastChild());
    }
  }

  @Test
  void plainNamesStayPlain() {
    assertThat(Markdown.code("users")).isEqualTo("`users`");
    assertThat(Markdown.line("Who may log in; see user_role."))
        .isEqualTo("Who may log in; see user_role.");
  }

  private static void shownAsItIs(String text) {
    Node document = PARSER.parse("before\n\n" + Markdown.prose(text) + "\n\nafter\n");
    StringBuilder seen = new StringBuilder();
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      assertThat(block).as("%s", Markdown.prose(text)).isInstanceOf(Paragraph.class);
      for (Node node = block.getFirstChild(); node != null; node = node.getNext()) {
        assertThat(node)
            .as("%s", Markdown.prose(text))
            .isInstanceOfAny(Text.class, SoftLineBreak.class);
        seen.append(node instanceof Text t ? t.getLiteral() : " ");
      }
      seen.append(' ');
    }
    assertThat(words(seen.toString())).isEqualTo(words("before " + shown(text) + " after"));

    String row = Markdown.table(List.of("a", "b"), List.of(List.of(Markdown.cell(text), "end")));
    List<Node> cells = nodes(PARSER.parse(row), TableCell.class);
    assertThat(cells).as("%s", row).hasSize(4);
    assertThat(words(text(cells.get(2)))).isEqualTo(words(shown(text)));
    assertThat(text(cells.get(3))).isEqualTo("end");
  }

  private static String shown(String text) {
    return Printable.lines(text.strip().replaceAll("\\R", "\n"));
  }

  private static String oneLine(String text) {
    String line = Printable.line(text.replaceAll("\\s*\\R\\s*", " "));
    return line;
  }

  private static String words(String text) {
    return text.replaceAll("[\\s\\u00a0\\u3000\\p{Zs}]+", " ").strip();
  }

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> text.append("ab");
        case 1 -> text.append(random.nextBoolean() ? " " : "\n");
        default -> text.append(PIECES.charAt(random.nextInt(PIECES.length())));
      }
    }
    return text.toString();
  }

  /** The text of a cell's code, as GitHub's own renderer shows it: of its tag, where it has one. */
  private static String code(Node cell) {
    if (cell.getFirstChild() instanceof Code only && only.getNext() == null) {
      return only.getLiteral();
    }
    assertThat(cell.getFirstChild()).isInstanceOf(HtmlInline.class);
    StringBuilder text = new StringBuilder();
    for (Node node = cell.getFirstChild().getNext(); node instanceof Text t; node = t.getNext()) {
      text.append(t.getLiteral());
    }
    return text.toString();
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(HtmlInline tag) {
            assertThat(tag.getLiteral()).isEqualTo("<br>");
            text.append(' ');
          }
        });
    return text.toString().strip();
  }

  private static List<Node> nodes(Node root, Class<? extends CustomNode> type) {
    List<Node> found = new ArrayList<>();
    root.accept(
        new AbstractVisitor() {
          @Override
          public void visit(CustomNode node) {
            if (type.isInstance(node)) {
              found.add(node);
            }
            visitChildren(node);
          }
        });
    return found;
  }
}
