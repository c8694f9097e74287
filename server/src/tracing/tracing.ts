import { type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { StartError } from '../config/environment/start-error.ts';
import type { Span } from '../lib/span.ts';

export interface Tracing {
  /** Begins the span of a request, within the trace that its `traceparent` names, if it has a valid one. */
  request(name: string, traceparent: string | undefined): Span;
  /** Sends what is left. */
  close(): Promise<void>;
}

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;
const PACKAGES = ['sdk-trace', 'core', 'resources', 'exporter-trace-otlp-http'];

/**
 * Returns tracing by OpenTelemetry, set up by its own environment variables, or `null` where
 * `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` are absent. Throws `StartError` if
 * its packages are not installed.
 *
 * A caller names the trace but does not decide whether it is kept: strangers could otherwise fill the
 * collector.
 */
export async function openTracing(env: NodeJS.ProcessEnv): Promise<Tracing | null> {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT && !env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return null;
  const { sdk, core, exporter } = await packages();
  const kept = new sdk.TraceIdRatioBasedSampler(ratio(env));
  const provider = new sdk.TracerProvider({
    sampler: new sdk.ParentBasedSampler({
      root: kept,
      remoteParentSampled: kept,
      remoteParentNotSampled: kept,
    }),
    resource: core.resourceFromAttributes({ 'service.name': env.OTEL_SERVICE_NAME || 'latchkey' }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('latchkey');
  const begin = (name: string, kind: SpanKind, parent = ROOT_CONTEXT): Span => {
    const span = tracer.startSpan(name, { kind }, parent);
    const context = trace.setSpan(parent, span);
    return {
      traceId: span.spanContext().traceId,
      child: (inner, of = 'internal') => begin(inner, KINDS[of], context),
      traceparent: () => traceparentOf(span),
      end(attributes = {}, failed = false) {
        span.setAttributes(attributes);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
  return {
    request(name, traceparent) {
      const parent = traceparent === undefined ? null : core.parseTraceParent(traceparent);
      const within = parent
        ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
        : ROOT_CONTEXT;
      return begin(name, SpanKind.SERVER, within);
    },
    close: () => provider.shutdown(),
  };
}

function traceparentOf(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** The share of traces that are kept: `OTEL_TRACES_SAMPLER_ARG`, from 0 to 1. */
function ratio({ OTEL_TRACES_SAMPLER_ARG: text }: NodeJS.ProcessEnv): number {
  const share = text ? Number(text) : 1;
  if (share >= 0 && share <= 1) return share;
  throw new StartError(`OTEL_TRACES_SAMPLER_ARG is ${JSON.stringify(text)}: use a number from 0 to 1.`);
}

async function packages() {
  try {
    return {
      sdk: await import('@opentelemetry/sdk-trace'),
      core: { ...(await import('@opentelemetry/core')), ...(await import('@opentelemetry/resources')) },
      exporter: await import('@opentelemetry/exporter-trace-otlp-http'),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const names = PACKAGES.map((name) => `@opentelemetry/${name}`).join(' ');
    throw new StartError(`OTEL_EXPORTER_OTLP_ENDPOINT is set: install its exporter (npm install ${names}).`);
  }
}
