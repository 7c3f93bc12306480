import { createCanvas, loadImage } from '@napi-rs/canvas';

/** Pixels of a PNG, four bytes each. */
async function pixelsOf(png: Uint8Array): Promise<Buffer> {
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return Buffer.from(canvas.getContext('2d').getImageData(0, 0, image.width, image.height).data);
}

/** How many parts of pixels differ between two pictures; all of them where the sizes do. */
export async function pixelsApart(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  if (a.length !== b.length) return Math.max(a.length, b.length);
  return a.reduce((count, part, i) => count + (part === b[i] ? 0 : 1), 0);
}
