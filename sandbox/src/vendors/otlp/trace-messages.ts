import protobuf from 'protobufjs';

/**
 * The fields of the trace service's messages that a span of ours can have; others are skipped as protobuf does.
 * Source: https://github.com/open-telemetry/opentelemetry-proto (collector/trace/v1, trace/v1, common/v1, resource/v1) and
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
const schema = `
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ExportTraceServiceResponse { PartialSuccess partial_success = 1; }
  message PartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
  message RpcStatus { int32 code = 1; string message = 2; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; }
  message InstrumentationScope { string name = 1; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; fixed32 flags = 16;
    string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Event events = 11; Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`;
const { root } = protobuf.parse(schema);
const requestType = root.lookupType('ExportTraceServiceRequest');

/** The binary request in the form of its JSON: ids in hexadecimal, 64-bit integers as text. @throws Error when it is none. */
export function decodeTraceRequest(body: Uint8Array): unknown {
  // Of a `Buffer` the ids are buffers too.
  const decoded = requestType.decode(Buffer.from(body));
  const message = requestType.toObject(decoded, { longs: String, arrays: true });
  return JSON.parse(JSON.stringify(message, (_, value: unknown) => hexadecimal(value)));
}

/** The binary form of an answer given as in JSON. */
export function encodeTraceAnswer(
  name: 'ExportTraceServiceResponse' | 'RpcStatus',
  answer: object,
): Uint8Array {
  const type = root.lookupType(name);
  return type.encode(type.fromObject(answer)).finish();
}

function hexadecimal(value: unknown): unknown {
  // `Buffer` has turned itself into an object by the time a replacer sees it.
  const { type, data } = (value ?? {}) as { type?: unknown; data?: number[] };
  return type === 'Buffer' && data !== undefined ? Buffer.from(data).toString('hex') : value;
}
