// What is a command, and what only looks like one.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../src/core/command.ts";

describe("a command", () => {
  it.each([
    ["/help", "help"],
    ["/帮助", "help"],
    ["/new", "new"],
    ["/新对话", "new"],
    ["/stop", "stop"],
    ["/停止", "stop"],
    ["/retry", "retry"],
    ["/重试", "retry"],
    ["/model", "model"],
    ["/模型", "model"],
    ["/status", "status"],
    ["/状态", "status"],
    ["  /HELP \n", "help"],
    ["／帮助", "help"],
    ["／new", "new"],
  ])("%s is %s", (text, name) => {
    expect(parseCommand(text)).toEqual({ name, argument: "" });
  });

  it.each(["/model gpt-4o", "/模型 gpt-4o", "/Model   gpt-4o  "])("%s names a model", (text) => {
    expect(parseCommand(text)).toEqual({ name: "model", argument: "gpt-4o" });
  });

  it.each([
    "",
    "/",
    "//help",
    "help",
    "/helpme",
    "/帮助我",
    "/unknown",
    "/help me with my homework",
    "/new york has how many people?",
    "/stop it",
    "/model one two",
    "please /help",
    "/help\n/new",
    "/constructor",
    "/__proto__",
    "/unreadable",
  ])("%s is a message like any other", (text) => {
    expect(parseCommand(text)).toBeNull();
  });

  it("takes a model's name as it stands", () => {
    const name = fc.stringMatching(/^[^\s]{1,200}$/);
    fc.assert(
      fc.property(name, (argument) => {
        expect(parseCommand(`/model ${argument}`)).toEqual({ name: "model", argument });
      }),
    );
  });

  it("is never seen in text without a slash in front, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const command = parseCommand(text);
        if (command !== null) expect(text.trim()).toMatch(/^[/／]/);
      }),
    );
  });
});
