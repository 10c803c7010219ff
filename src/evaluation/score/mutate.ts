import ts from "typescript";
import type { Mutant, Original } from "./mutant.ts";

interface Edit {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const swaps: Readonly<Record<string, readonly string[]>> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["+"],
};
const otherMethods: Readonly<Record<string, string>> = {
  max: "min",
  min: "max",
  ceil: "floor",
  floor: "ceil",
  some: "every",
  every: "some",
  includes: "startsWith",
  startsWith: "endsWith",
};
/** Calls that may be left out: what they are called on takes their place. */
const optionalCalls = new Set(["toLowerCase", "trim", "filter", "sort", "slice", "replace", "map"]);

/** What may be absent or different on a correct server, such as made-up data and the harness's own clock: no mutants there. */
const leftOut = new Set([
  ...["alwaysHeaders", "pageNotFound", "policy"],
  ...["FIRST_ID", "GIVEN_NAMES", "FAMILY_NAMES", "PAGE_NOT_FOUND", "EXPOSED", "seed", "now", "sleep"],
]);

/** Whether it ends what comes before in its function: without it, the rest runs as well. */
const isEarlyEnd = (node: ts.Node): boolean =>
  ts.isContinueStatement(node) ||
  ts.isThrowStatement(node) ||
  (ts.isReturnStatement(node) && ts.isBlock(node.parent) && ts.isIfStatement(node.parent.parent));

const editsOf = (file: ts.SourceFile): readonly Edit[] => {
  const edits: Edit[] = [];
  const text = (node: ts.Node) => node.getText(file);
  const put = (operator: string, node: ts.Node, replacement: string) =>
    edits.push({ operator, start: node.getStart(file), end: node.getEnd(), replacement });

  /** A list member with the comma that belongs to it. */
  const dropMember = (operator: string, node: ts.Node) => {
    const rest = /^\s*,/.exec(file.text.slice(node.getEnd()))?.[0] ?? "";
    edits.push({ operator, start: node.getStart(file), end: node.getEnd() + rest.length, replacement: "" });
  };

  const expression = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const sign = text(node.operatorToken);
      for (const other of swaps[sign] ?? []) put("operator", node.operatorToken, other);
      if (sign === "??") {
        put("default dropped", node, text(node.left));
        put("always the default", node, `(${text(node.right)})`);
      }
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      put("not dropped", node, text(node.operand));
    if (ts.isConditionalExpression(node)) {
      put("always the first", node, `(${text(node.whenTrue)})`);
      put("always the second", node, `(${text(node.whenFalse)})`);
    }
    if (ts.isAwaitExpression(node)) put("await dropped", node, text(node.expression));
    if (node.kind === ts.SyntaxKind.TrueKeyword) put("constant", node, "false");
    if (node.kind === ts.SyntaxKind.FalseKeyword) put("constant", node, "true");
    if (ts.isNumericLiteral(node)) {
      const value = Number(text(node).replaceAll("_", ""));
      put("constant", node, String(value + 1));
      if (value > 0) put("constant", node, String(value - 1));
    }
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
      put("text", node, node.text === "" ? '"mutant"' : '""');
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const pattern = text(node);
      if (pattern.startsWith("/^")) put("pattern", node, `/${pattern.slice(2)}`);
      if (/\$\/\w*$/.test(pattern)) put("pattern", node, pattern.replace(/\$(\/\w*)$/, "$1"));
      if (/\/[a-z]+$/.test(pattern)) put("pattern", node, pattern.replace(/[a-z]+$/, ""));
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression: on } = node.expression;
      const other = Object.hasOwn(otherMethods, name.text) ? otherMethods[name.text] : undefined;
      if (other !== undefined) put("method", name, other);
      if (optionalCalls.has(name.text)) put("call dropped", node, text(on));
    }
    if (ts.isObjectLiteralExpression(node))
      for (const property of node.properties) dropMember("member dropped", property);
    if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) dropMember("member dropped", element);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && leftOut.has(node.name.text)) return;
    if (ts.isFunctionDeclaration(node) && leftOut.has(node.name?.text ?? "")) return;
    if (ts.isExpressionStatement(node) || isEarlyEnd(node)) put("statement dropped", node, ";");
    if (ts.isIfStatement(node)) {
      if (node.elseStatement !== undefined) put("branches swapped", node.expression, `!(${text(node.expression)})`);
      put("condition", node.expression, "true");
      put("condition", node.expression, "false");
    }
    expression(node);
    // A property's name is not a value.
    if (ts.isPropertyAssignment(node)) visit(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return edits;
};

const widest = 400;

/** The least text around the change that makes its place unique. */
const anchored = (source: string, { start, end }: Edit): Pick<Mutant, "before" | "original" | "after"> | undefined => {
  for (let around = 12; around <= widest; around += 12) {
    const before = source.slice(Math.max(0, start - around), start);
    const after = source.slice(end, end + around);
    const place = before + source.slice(start, end) + after;
    if (source.indexOf(place) === source.lastIndexOf(place))
      return { before, original: source.slice(start, end), after };
  }
  return undefined;
};

const short = (code: string) => {
  const line = code.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};

/** Every mutant of a file of one of the originals. */
export const mutantsOf = (of: Original, file: string, source: string): readonly Mutant[] => {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  return editsOf(parsed).flatMap((edit) => {
    const place = anchored(source, edit);
    if (place === undefined) return [];
    const { line, character } = parsed.getLineAndCharacterOfPosition(edit.start);
    const id = `${file}:${line + 1}:${character + 1} ${short(place.original)} → ${short(edit.replacement) || "nothing"}`;
    return [{ id, of, file, operator: edit.operator, ...place, replacement: edit.replacement }];
  });
};
