// SPDX-License-Identifier: Apache-2.0
/**
 * What a stream sent, as a file that `rivulet replay` plays: a header, each message with its time, and a last line that
 * says that the file is whole. docs/reference/field-streaming.md has the format.
 */
const MOST_BYTES = 128 * 2 ** 20;
const utf8 = new TextEncoder();

/** Browsers compute digests for pages of https and of loopback alone. */
export const mayRecord = () => Boolean(globalThis.crypto.subtle);

const hexadecimal = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, '0')).join('');

/** @param params of the `subscribe` that opened the stream */
export const recording = (params) => {
  const started = Date.now();
  const began = performance.now();
  const header = utf8.encode(`${JSON.stringify({ rivulet_recording: 1, stream_type: 'stream_features', params, started })}\n`);
  const lines = [header];
  let bytes = header.length;
  return {
    get frames() {
      return lines.length - 1;
    },
    get bytes() {
      return bytes;
    },
    /** @param message as it was received, so that its numbers stay as they were written. **Returns** false where no more fits. */
    add: (message) => {
      const line = utf8.encode(`{"t":${Math.round(performance.now() - began)},"m":${message}}\n`);
      if (bytes + line.length > MOST_BYTES) return false;
      bytes += line.length;
      lines.push(line);
      return true;
    },
    file: async () => {
      const frames = lines.length - 1;
      const sha256 = hexadecimal(await crypto.subtle.digest('SHA-256', await new Blob(lines).arrayBuffer()));
      const whole = new Blob([...lines, `${JSON.stringify({ frames, sha256 })}\n`]);
      return {
        name: `field-${new Date(started).toISOString().slice(0, 19).replaceAll(':', '')}.jsonl.gz`,
        content: await new Response(whole.stream().pipeThrough(new CompressionStream('gzip'))).blob(),
      };
    },
  };
};
