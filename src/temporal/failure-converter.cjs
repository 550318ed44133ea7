// Temporal loads this by require(), in the client, the worker and the workflow sandbox alike, so it is CommonJS in
// every one of them. Messages and stack traces of failures travel encrypted; a failure's type stays in clear.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
