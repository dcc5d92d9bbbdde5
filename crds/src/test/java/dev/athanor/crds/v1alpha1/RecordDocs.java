package dev.athanor.crds.v1alpha1;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The Javadoc of the records, read by the compiler itself: what becomes descriptions in the CRD.
 */
final class RecordDocs {
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, String> components = new HashMap<>();

  /** Reads every source file of {@code folder}. */
  static RecordDocs of(Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    RecordDocs docs = new RecordDocs();
    try (var listing = Files.list(folder);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = listing.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      Reader reader = docs.new Reader(DocTrees.instance(task));
      task.parse().forEach(unit -> reader.scan(unit, null));
      return docs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text above the type; throws when there is none, so that nothing stays undescribed. */
  String type(String simpleName) {
    return require(types, simpleName);
  }

  String component(String simpleName, String component) {
    return require(components, simpleName + "#" + component);
  }

  private static String require(Map<String, String> texts, String key) {
    String text = texts.get(key);
    if (text == null || text.isEmpty()) {
      throw new IllegalStateException(key + " has no Javadoc: the CRD would not describe it");
    }
    return text;
  }

  private static String text(List<? extends DocTree> trees) {
    return trees.stream()
        .map(
            tree ->
                tree instanceof LiteralTree code
                    ? "`" + code.getBody().getBody().strip() + "`"
                    : tree.toString())
        .collect(Collectors.joining())
        .replaceAll("</?p>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private final class Reader extends TreePathScanner<Void, Void> {
    private final DocTrees trees;

    Reader(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null) {
        String name = type.getSimpleName().toString();
        types.put(name, text(comment.getFullBody()));
        for (DocTree tag : comment.getBlockTags()) {
          if (tag instanceof ParamTree param) {
            components.put(name + "#" + param.getName(), text(param.getDescription()));
          }
        }
      }
      return super.visitClass(type, unused);
    }
  }
}
