import type { ComponentChildren } from "preact";

/** A part of a screen with its name. */
export function Card({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card" aria-label={title}>
      <h2 dir="auto">{title}</h2>
      {children}
    </section>
  );
}
