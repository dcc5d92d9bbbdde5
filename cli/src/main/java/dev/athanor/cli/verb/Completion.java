package dev.athanor.cli.verb;

import dev.athanor.cli.Command;
import dev.athanor.cli.EnvironmentOption;
import dev.athanor.cli.args.Arguments;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Scripts by which a shell completes the command: verbs and their options, as they are declared.
 */
final class Completion {
  private final Map<String, Supplier<Command>> verbs;

  Completion(Map<String, Supplier<Command>> verbs) {
    this.verbs = Map.copyOf(verbs);
  }

  private List<String> names() {
    return verbs.keySet().stream().sorted().toList();
  }

  private List<Arguments.Described> options(String verb) {
    Arguments arguments = new Arguments();
    verbs.get(verb).get().declare(arguments);
    new EnvironmentOption().declare(arguments);
    arguments.flag("-h,--help", "show what the verb takes", () -> {});
    return arguments.described();
  }

  String bash() {
    StringBuilder script =
        new StringBuilder(
            """
            # bash completion of athanor: source <(athanor completion bash)
            _athanor() {
              local cur=${COMP_WORDS[COMP_CWORD]} words
              if [ "$COMP_CWORD" = 1 ]; then
                COMPREPLY=($(compgen -W "%s" -- "$cur"))
                return
              fi
              case "${COMP_WORDS[1]}" in
            """
                .formatted(String.join(" ", names())));
    for (String verb : names()) {
      String words =
          options(verb).stream()
              .flatMap(option -> option.names().stream())
              .sorted()
              .collect(Collectors.joining(" "));
      script.append("    ").append(verb).append(") words=\"").append(words).append("\" ;;\n");
    }
    return script
        .append(
            """
              esac
              case "$cur" in
                -*) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
                *) COMPREPLY=($(compgen -f -- "$cur")) ;;
              esac
            }
            complete -o filenames -F _athanor athanor
            """)
        .toString();
  }

  String zsh() {
    StringBuilder script =
        new StringBuilder(
            """
            #compdef athanor
            # zsh completion of athanor: source <(athanor completion zsh), or as _athanor on the fpath
            _athanor() {
              local -a verbs
              verbs=(
            """);
    for (String verb : names()) {
      String summary = verbs.get(verb).get().summary();
      script.append("    ").append(quoted(verb + ":" + summary)).append('\n');
    }
    script.append("  )\n  if (( CURRENT == 2 )); then _describe verb verbs; return; fi\n");
    script.append("  local verb=$words[2]\n  shift words; (( CURRENT-- ))\n  case \"$verb\" in\n");
    for (String verb : names()) {
      script.append("    ").append(verb).append(") _arguments");
      for (Arguments.Described option : options(verb)) {
        option.names().forEach(name -> script.append(" \\\n      ").append(zsh(name, option)));
      }
      script.append(" \\\n      '*:file:_files' ;;\n");
    }
    return script.append("  esac\n}\ncompdef _athanor athanor\n").toString();
  }

  String fish() {
    StringBuilder script =
        new StringBuilder(
            """
            # fish completion of athanor: athanor completion fish | source
            function __athanor_verb
              set -l words (commandline -opc)
              test (count $words) -gt 1; and test $words[2] = $argv[1]
            end
            complete -c athanor -e
            """);
    for (String verb : names()) {
      script.append("complete -c athanor -n __fish_use_subcommand -f -a ").append(verb);
      script.append(" -d ").append(fish(verbs.get(verb).get().summary())).append('\n');
    }
    for (String verb : names()) {
      for (Arguments.Described option : options(verb)) {
        script.append("complete -c athanor -n '__athanor_verb ").append(verb).append('\'');
        for (String name : option.names()) {
          script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceAll("^-+", ""));
        }
        script.append(option.label().isEmpty() ? " -d " : " -r -d ");
        script.append(fish(option.help())).append('\n');
      }
    }
    return script.toString();
  }

  private static String fish(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String zsh(String name, Arguments.Described option) {
    String help = option.help().replaceAll("([\\[\\]:\\\\])", "\\\\$1");
    boolean isLong = name.startsWith("--");
    return quoted(
        name
            + (option.label().isEmpty() ? "" : isLong ? "=" : "+")
            + "["
            + help
            + "]"
            + (option.label().isEmpty()
                ? ""
                : ":" + option.label().replace(":", "\\:") + ":_files"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
