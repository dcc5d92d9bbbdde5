package dev.athanor.cli;

/** The command {@code athanor}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("athanor");
  }
}
