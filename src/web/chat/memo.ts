// A component that is drawn again only when a property of it is another one.
import { Component, type ComponentChild, type ComponentClass } from "preact";

function differs(before: object, next: object): boolean {
  const known = new Map(Object.entries(before));
  const changed = Object.entries(next);
  return known.size !== changed.length || changed.some(([name, value]) => known.get(name) !== value);
}

export function memo<Props extends object>(view: (props: Props) => ComponentChild): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return differs(this.props, next);
    }

    override render(): ComponentChild {
      return view(this.props);
    }
  };
}
