import { cellText, type Table } from './table';

/** A table as RFC 4180 writes it: with a header, and every line ended by CRLF. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows.map((row) => row.map(cellText))].map((fields) => `${line(fields)}\r\n`).join('');
}

function line(fields: string[]): string {
  // A line of one empty field would be no line at all.
  if (fields.length === 1 && fields[0] === '') return '""';
  return fields.map(field).join(',');
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
