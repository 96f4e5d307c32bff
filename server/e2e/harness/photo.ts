/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** An EXIF block (APP1) with only the orientation, little-endian. Source: CIPA DC-008, 4.5 and 4.6.5 */
function orientationBlock(orientation: number): Buffer {
  const entry = Buffer.alloc(12);
  entry.writeUInt16LE(0x0112, 0);
  entry.writeUInt16LE(3, 2);
  entry.writeUInt32LE(1, 4);
  entry.writeUInt16LE(orientation, 8);
  const content = Buffer.concat([Buffer.from('Exif\0\0II*\0\b\0\0\0\x01\0', 'latin1'), entry, Buffer.alloc(4)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/**
 * A JPEG drawn in the page, with an EXIF orientation as phones write it.
 * @param orientation 6 means: rotate by 90° clockwise
 */
export async function drawnPhoto(page: Page, width: number, height: number, orientation: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const context = canvas.getContext('2d');
      if (context) {
        const gradient = context.createLinearGradient(0, 0, w, h);
        gradient.addColorStop(0, '#1d4d2f');
        gradient.addColorStop(1, '#b9d98a');
        context.fillStyle = gradient;
        context.fillRect(0, 0, w, h);
      }
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? '';
    },
    [width, height] as const,
  );
  const plain = Buffer.from(base64, 'base64');
  return Buffer.concat([plain.subarray(0, 2), orientationBlock(orientation), plain.subarray(2)]);
}
