import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

// Schemas get `.openapi()`: whoever writes a schema for a route takes zod from here, so that this ran before.
extendZodWithOpenApi(z);

export { z };
