// SPDX-License-Identifier: Apache-2.0
/** What a stream sent, as the lines of a recording: a header, each message with its time, a footer. */
const MOST_BYTES = 64 * 2 ** 20;
const utf8 = new TextEncoder();

const hexadecimal = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, '0')).join('');

/** @param params of the `subscribe` that opened the stream */
export const recording = (params) => {
  const started = Date.now();
  const began = performance.now();
  const header = `${JSON.stringify({ rivulet_recording: 1, stream_type: 'stream_features', params, started })}\n`;
  const lines = [];
  let bytes = 0;
  return {
    get frames() {
      return lines.length;
    },
    get bytes() {
      return bytes;
    },
    /** False where no more fits. */
    add: (message) => {
      // Numbers stay as they were written.
      const line = utf8.encode(`{"t":${Math.round(performance.now() - began)},"m":${message}}\n`);
      if (bytes + line.length > MOST_BYTES) return false;
      bytes += line.length;
      lines.push(line);
      return true;
    },
    file: async () => {
      // Browsers compute digests on https and on loopback alone.
      const sha256 = crypto.subtle && hexadecimal(await crypto.subtle.digest('SHA-256', await new Blob(lines).arrayBuffer()));
      const footer = `${JSON.stringify({ frames: lines.length, ...(sha256 && { sha256 }) })}\n`;
      return {
        name: `field-${new Date(started).toISOString().slice(0, 19).replaceAll(':', '')}.ndjson`,
        content: new Blob([header, ...lines, footer], { type: 'application/x-ndjson' }),
      };
    },
  };
};
