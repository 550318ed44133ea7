import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

/** A script is a module of console/browser, or the reader, bundled by the build. */
export type ScriptName = `${string}.js`;
export type AssetName = 'console.css' | 'api-documentation.css' | 'mark.svg' | ScriptName;

const shape = /^[a-z-]+\.(css|svg|js)$/;
/** Beside this module the style, in the build's own folder the scripts; run from source, the build is a folder below. */
const places = ['./assets/', '../../assets/', '../../dist/assets/'];
const types: Record<string, string> = { css: 'text/css', svg: 'image/svg+xml', js: 'text/javascript' };

interface Asset {
  readonly content: Buffer;
  readonly version: string;
}
const loaded = new Map<string, Asset | null>();

function assetOf(name: string): Asset | null {
  if (!shape.test(name)) return null;
  let asset = loaded.get(name);
  if (asset === undefined) {
    const file = places.map((place) => fileURLToPath(new URL(place + name, import.meta.url))).find(existsSync);
    const content = file === undefined ? null : readFileSync(file);
    const version = content && createHash('sha256').update(content).digest('base64url').slice(0, 12);
    asset = content && version ? { content, version } : null;
    loaded.set(name, asset);
  }
  return asset;
}

/** Where a page finds an asset; the address changes with the content, so that it may be cached for ever. */
export const assetUrl = (name: AssetName): string => `/assets/${name}?v=${assetOf(name)?.version ?? '0'}`;

/** Bytes of an asset. @throws when there is no such asset, as before a build */
export function assetWeight(name: string): number {
  const asset = assetOf(name);
  if (asset === null) throw new Error(`there is no asset ${name}`);
  return asset.content.length;
}

/** Serves the console's own style and scripts, from memory. */
export function assets(): Router {
  const router = express.Router();
  router.get('/assets/:name', ({ params }, response, next) => {
    const asset = assetOf(params.name);
    if (asset === null) return next();
    const type = types[params.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    response
      .set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': `${type}; charset=utf-8` })
      .send(asset.content);
  });
  return router;
}
