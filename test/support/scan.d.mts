export function issuedIn(folder: string): string[];
export function leaksIn(bytes: Buffer, secrets: readonly string[]): string[];
export function leaksInTemporal(server: string, secrets: readonly string[]): Promise<string[]>;
export function leaksInFiles(folder: string, secrets: readonly string[]): string[];
export function noteLeaks(folder: string, server: string): Promise<void>;
export function leaksOf(folder: string, server: string): Promise<string[]>;
