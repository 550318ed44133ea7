import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { temporalAddress } from './servers.ts';

/** Makes a namespace without any search attribute of ours, on the shared server. @returns its name */
export async function bareNamespace(): Promise<string> {
  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    const namespace = `bare-${randomUUID()}`;
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    return namespace;
  } finally {
    await connection.close();
  }
}
