/** The reference executor instead of the engine: what the API means does not depend on what runs it. */
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import { onFirstUse } from '../../../runtime/trace/instance';
import { Tracer } from '../../../runtime/trace/tracer';

onFirstUse(() => new Tracer(new ReferenceExecutor()));
