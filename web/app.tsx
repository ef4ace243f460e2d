import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Shell } from "./parts/shell.tsx";
import { Care } from "./screens/care.tsx";
import { Images } from "./screens/images.tsx";
import { Live } from "./screens/live.tsx";
import { Play } from "./screens/play.tsx";
import { Poi } from "./screens/poi.tsx";
import { Setup } from "./screens/setup.tsx";
import { Show } from "./screens/show.tsx";
import { device } from "./state/node.ts";
import { type Screen, screen } from "./state/route.ts";
import * as T from "./strings.ts";

const SCREENS: Record<Screen, ComponentType> = {
  play: Play,
  images: Images,
  show: Show,
  live: Live,
  poi: Poi,
  setup: Setup,
  care: Care,
};

export function App() {
  const here = screen.value;
  const name = device.value?.deviceName ?? T.app;
  useEffect(() => {
    document.title = `${T.screens[here]} · ${name}`;
  }, [here, name]);
  useEffect(() => scrollTo(0, 0), [here]);
  const Here = SCREENS[here];
  return (
    <Shell>
      <Here />
    </Shell>
  );
}
