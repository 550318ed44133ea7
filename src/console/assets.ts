import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

export type AssetName = 'console.css' | 'mark.svg' | 'reader.js';

/** Beside this module the style, in the build's own folder the scripts; run from source, the build is a folder below. */
const places: Record<AssetName, readonly string[]> = {
  'console.css': ['./assets/console.css'],
  'mark.svg': ['./assets/mark.svg'],
  'reader.js': ['../../assets/reader.js', '../../dist/assets/reader.js'],
};
const types: Record<AssetName, string> = {
  'console.css': 'text/css',
  'mark.svg': 'image/svg+xml',
  'reader.js': 'text/javascript',
};

interface Asset {
  readonly content: Buffer;
  readonly version: string;
}
const loaded = new Map<AssetName, Asset | null>();

function assetOf(name: AssetName): Asset | null {
  let asset = loaded.get(name);
  if (asset === undefined) {
    const file = places[name].map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
    const content = file === undefined ? null : readFileSync(file);
    const version = content && createHash('sha256').update(content).digest('base64url').slice(0, 12);
    asset = content && version ? { content, version } : null;
    loaded.set(name, asset);
  }
  return asset;
}

/** Where a page finds an asset; the address changes with the content, so that it may be cached for ever. */
export const assetUrl = (name: AssetName): string => `/assets/${name}?v=${assetOf(name)?.version ?? '0'}`;

/** Serves the console's own style and scripts, from memory. */
export function assets(): Router {
  const router = express.Router();
  for (const name of Object.keys(places) as AssetName[]) {
    router.get(`/assets/${name}`, (_request, response, next) => {
      const asset = assetOf(name);
      if (asset === null) return next();
      response
        .set({
          'Cache-Control': 'public, max-age=31536000, immutable',
          'Content-Type': `${types[name]}; charset=utf-8`,
        })
        .send(asset.content);
    });
  }
  return router;
}
