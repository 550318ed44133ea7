/**
 * Where the Web UI is served; Temporal is started with this as its `--ui-public-path`. Apart from the web server, which
 * a start would have to load first.
 */
export const temporalUiPath = '/temporal';
