// Just enough to describe a tree and make the document like it, without markup: nothing here parses HTML,
// so that pages may forbid it, and a field keeps its focus and its caret while all around it changes.

/** Attributes; `.name` sets a property, `onname` listens. */
export type Props = Readonly<Record<string, unknown>>;
export type Child = Described | string | false | undefined;

export interface Described {
  readonly tag: string;
  /** What it is, where its place among others of its kind does not tell. */
  readonly key: string | undefined;
  readonly props: Props;
  readonly children: readonly (Described | string)[];
}

type Children = Child | readonly Children[];
type Listeners = Record<string, (event: Event) => void>;
interface Made extends Element {
  [DESCRIBED]?: Described;
  [LISTENERS]?: Listeners;
}

const DESCRIBED = Symbol("described");
const LISTENERS = Symbol("listeners");
const SVG = "http://www.w3.org/2000/svg";

/** Describes an element. */
export function h(tag: string, props: Props = {}, ...children: readonly Children[]): Described {
  const { key, ...rest } = props;
  const flat = (children as unknown[]).flat(9) as Child[];
  const present = flat.filter((child) => child !== false && child !== undefined && child !== "");
  return {
    tag,
    key: key as string | undefined,
    props: rest,
    children: present as (Described | string)[],
  };
}

/** Makes the children of a node what is described; what is alike stays as it is. */
export function patch(parent: Node, children: readonly (Described | string)[]): void {
  const left = new Set(parent.childNodes as Iterable<ChildNode>);
  let place: ChildNode | null = parent.firstChild;
  for (const child of children) {
    const fitting = [...left].find((node) => fits(node, child));
    const node = fitting ?? made(child, parent);
    if (fitting !== undefined) {
      left.delete(fitting);
    }
    if (node === place) {
      place = node.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
    if (typeof child === "string") {
      if (node.textContent !== child) {
        node.textContent = child;
      }
    } else {
      update(node as Made, child);
    }
  }
  for (const node of left) {
    node.remove();
  }
}

function fits(node: ChildNode, child: Described | string): boolean {
  if (typeof child === "string") {
    return node.nodeType === 3;
  }
  const before = (node as unknown as Made)[DESCRIBED];
  return before !== undefined && before.tag === child.tag && before.key === child.key;
}

function made(child: Described | string, parent: Node): ChildNode {
  if (typeof child === "string") {
    return document.createTextNode(child);
  }
  const isDrawing = child.tag === "svg" || (parent as Element).namespaceURI === SVG;
  return isDrawing ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
}

function update(element: Made, next: Described): void {
  const before = element[DESCRIBED]?.props ?? {};
  element[DESCRIBED] = next;
  for (const name of Object.keys(before)) {
    if (!(name in next.props)) {
      set(element, name, undefined);
    }
  }
  patch(element, next.children);
  for (const [name, value] of Object.entries(next.props)) {
    if (name.startsWith(".") || before[name] !== value) {
      set(element, name, value);
    }
  }
}

function set(element: Made, name: string, value: unknown): void {
  if (name.startsWith("on")) {
    listen(element, name.slice(2), value as Listeners[string] | undefined);
  } else if (name.startsWith(".")) {
    const properties = element as unknown as Record<string, unknown>;
    // What a person is typing is left alone.
    if (value !== undefined && properties[name.slice(1)] !== value) {
      properties[name.slice(1)] = value;
    }
  } else if (value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** One listener for each event for good, which calls the one of the moment. */
function listen(element: Made, type: string, listener: Listeners[string] | undefined): void {
  const listeners = (element[LISTENERS] ??= {});
  if (!(type in listeners)) {
    element.addEventListener(type, (event) => listeners[type]?.(event));
  }
  listeners[type] = listener ?? (() => {});
}
