/** What a firmware is built for. */
export interface Board {
  /** As the user names it. */
  name: string;
  about: string;
  /** As mcconfig names it. */
  platform: string;
  /** Path of its manifest from the repository's top. */
  manifest: string;
}

export const LINUX = "linux";

/** The devices; a firmware for each is one manifest over the common one. */
export const BOARDS: readonly Board[] = [
  {
    name: "esp32s3",
    about: "ESP32-S3 with 8 MB of flash, no PSRAM (DevKitC-1-N8)",
    platform: "esp32/esp32s3",
    manifest: "hosts/moddable/esp32/boards/esp32s3/manifest.json",
  },
  {
    name: "esp32s3-psram",
    about: "ESP32-S3 with 8 MB of flash or more and octal PSRAM (DevKitC-1-N8R8, -N16R8)",
    platform: "esp32/esp32s3",
    manifest: "hosts/moddable/esp32/boards/esp32s3-psram/manifest.json",
  },
];
