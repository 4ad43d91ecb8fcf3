// What the scenario's users send, and how they judge the answer.
"use strict";

const UNKNOWNS = 1000;

/** Opens a session that lives on; the updates of all users go to it. */
async function liveSession(context) {
  const sessionId = crypto.randomUUID();
  const answer = await fetch(`${context.vars.target}/api/v1/solve-stream`, {
    method: "POST",
    headers: headers(),
    body: JSON.stringify({ ...system(), session_id: sessionId, options: { live: true, stream: { x: "none" } } }),
  });
  let seen = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    seen += piece;
    if (seen.includes('"type":"solution"')) break;
  }
  if (!seen.includes('"type":"solution"')) throw new Error(`no live session: ${answer.status} ${seen}`);
  context.vars.sessionId = sessionId;
}

function headers() {
  const token = process.env.RIVULET_TOKEN;
  return { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

/** A chain of unknowns, each with a neighbour on both sides, and b of this user's own. */
function system() {
  const values = [];
  const row_indices = [];
  const col_indices = [];
  for (let i = 0; i < UNKNOWNS; i++) {
    for (let j = Math.max(0, i - 1); j <= Math.min(UNKNOWNS - 1, i + 1); j++) {
      values.push(i === j ? 2.5 : -1);
      row_indices.push(i);
      col_indices.push(j);
    }
  }
  return {
    matrix: { rows: UNKNOWNS, cols: UNKNOWNS, format: "coo", data: { values, row_indices, col_indices } },
    vector: Array.from({ length: UNKNOWNS }, () => Math.random()),
    method: "hybrid",
  };
}

function system1000(request, context, events, next) {
  request.json = system();
  next();
}

/** A stream counts when its last line closes it and a solution in it was verified. */
function streamIsWhole(request, response, context, events, next) {
  const lines = response.body.trim().split("\n").map((line) => JSON.parse(line));
  const solution = lines.find((line) => line.type === "solution");
  const whole = response.statusCode === 200 && lines.at(-1).type === "session_closed" && solution?.verified === true;
  events.emit("counter", whole ? "streams.whole" : "streams.broken", 1);
  next(whole ? undefined : new Error(`a stream without its end: ${response.statusCode} ${lines.at(-1).type}`));
}

module.exports = { liveSession, system1000, streamIsWhole };
