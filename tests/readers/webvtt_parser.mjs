// Prints the cues and the complaints of webvtt-parser for the WebVTT named on the command line, as one JSON object.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import parser from 'webvtt-parser';

const entities = createRequire(import.meta.url)('webvtt-parser/html-entities.json');
const text = (nodes) => nodes.map((node) => (node.type === 'text' ? node.value : text(node.children))).join('');
const voice = (nodes) => nodes.flatMap((node) => (node.name === 'v' ? [node.value] : []));
const found = new parser.WebVTTParser(entities).parse(readFileSync(process.argv[2], 'utf8'), 'subtitles');
console.log(JSON.stringify({
  errors: found.errors,
  cues: found.cues.map((cue) => ({
    start: cue.startTime, end: cue.endTime, text: text(cue.tree.children), voices: voice(cue.tree.children),
  })),
}));
