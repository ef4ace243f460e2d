/** What falls onto a picture during an exposure: amounts of red, green and blue light that add up. */
export class Film {
  readonly width: number;
  readonly height: number;
  /** Three amounts a pixel, row by row. */
  readonly light: Float32Array;
  private readonly kernelX: Float64Array;
  private readonly kernelY: Float64Array;
  private readonly spot: number;
  private readonly reach: number;

  /** @param spot standard deviation of the spot of light that an LED is seen as, in pixels */
  constructor(width: number, height: number, spot: number) {
    this.width = width;
    this.height = height;
    this.light = new Float32Array(3 * width * height);
    this.spot = spot;
    this.reach = Math.ceil(3 * spot);
    this.kernelX = new Float64Array(2 * this.reach + 2);
    this.kernelY = new Float64Array(2 * this.reach + 2);
  }

  /** Adds a spot of light around a place, in pixels from the upper left corner. */
  add(x: number, y: number, red: number, green: number, blue: number): void {
    const { width, height, light, kernelX, kernelY, reach } = this;
    const left = Math.floor(x) - reach;
    const top = Math.floor(y) - reach;
    this.fill(kernelX, left + 0.5 - x);
    this.fill(kernelY, top + 0.5 - y);
    for (let row = 0; row < kernelY.length; row++) {
      const pixelY = top + row;
      if (pixelY < 0 || pixelY >= height) continue;
      const share = kernelY[row]!;
      for (let column = 0; column < kernelX.length; column++) {
        const pixelX = left + column;
        if (pixelX < 0 || pixelX >= width) continue;
        const part = share * kernelX[column]!;
        const at = 3 * (pixelY * width + pixelX);
        light[at]! += red * part;
        light[at + 1]! += green * part;
        light[at + 2]! += blue * part;
      }
    }
  }

  /** The bell of a spot along one side, from a distance to its middle on. All of it is 1. */
  private fill(kernel: Float64Array, from: number): void {
    const scale = 1 / (this.spot * Math.sqrt(2 * Math.PI));
    for (let i = 0; i < kernel.length; i++) {
      const distance = (from + i) / this.spot;
      kernel[i] = scale * Math.exp((-distance * distance) / 2);
    }
  }
}
