// SPDX-License-Identifier: Apache-2.0
/** Numbers and times as people read them. */
const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const NONE = '–';
const there = (value) => value !== null && value !== undefined && Number.isFinite(value);

export const count = (value) => (there(value) ? whole.format(value) : NONE);
export const about = (value) => (there(value) ? short.format(value) : NONE);
/** A residual, a bound: two digits and a power of ten. */
export const small = (value) => (there(value) ? (value === 0 ? '0' : value.toExponential(1)) : NONE);
export const real = (value) => (there(value) ? String(Number(value.toPrecision(6))) : NONE);
export const percent = (value) => (there(value) ? `${Math.round(100 * value)} %` : NONE);
export const rate = (value) => (there(value) ? `${value >= 100 ? short.format(value) : Number(value.toPrecision(2))}/s` : NONE);
export const millis = (value) => {
  if (!there(value)) return NONE;
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 100 ? Math.round(value) : value.toPrecision(2)} ms`;
};
export const bytes = (value) => {
  if (!there(value)) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(4, Math.floor(Math.log2(value) / 10));
  return `${Number((value / 1024 ** power).toPrecision(3))} ${units[power]}`;
};
export const time = (iso) => clock.format(new Date(iso));
export const span = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
};
export const ago = (iso) => `${span(Date.now() - Date.parse(iso))} ago`;
export const brief = (id) => id.slice(0, 8);
export const words = (text) => String(text).replaceAll('_', ' ');
