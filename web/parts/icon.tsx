/** Line drawings on a grid of 24, of what has no name beside it or is looked for at a glance. */
const PATHS = {
  play: "M12 3a9 9 0 1 0 9 9M12 7a5 5 0 1 0 5 5M12 11a1 1 0 1 0 0 2 1 1 0 1 0 0-2M16 3l5 5",
  images: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01",
  show: "M4 5h16M4 12h6M4 19h6M14 11v9l7-4.500z",
  live: "M4 20l4-1L19 8l-3-3L5 16zM14 7l3 3",
  poi: "M7 4a3 3 0 1 0 .01 0M17 14a3 3 0 1 0 .01 0M9.500 9l5 6",
  setup: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
  dark: "M12 3v8M7 6a8 8 0 1 0 10 0",
  prev: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  grip: "M5 9h14M5 15h14",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
