import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Shell } from "./parts/shell.tsx";
import { Images } from "./screens/images.tsx";
import { Play } from "./screens/play.tsx";
import { Poi } from "./screens/poi.tsx";
import { device } from "./state/node.ts";
import { type Screen, screen } from "./state/route.ts";
import { TEXT } from "./strings.ts";

const SCREENS: Record<Screen, ComponentType> = {
  play: Play,
  images: Images,
  show: Play,
  live: Play,
  poi: Poi,
  setup: Play,
  care: Play,
};

export function App() {
  const here = screen.value;
  const name = device.value?.deviceName ?? TEXT.app;
  useEffect(() => {
    document.title = `${TEXT.screens[here]} · ${name}`;
  }, [here, name]);
  useEffect(() => scrollTo(0, 0), [here]);
  const Here = SCREENS[here];
  return (
    <Shell>
      <Here />
    </Shell>
  );
}
