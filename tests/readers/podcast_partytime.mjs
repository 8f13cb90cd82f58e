// Prints what podcast-partytime reads in the feed named on the command line, as one JSON object.
import { readFileSync } from 'node:fs';
import partytime from 'podcast-partytime';

console.log(JSON.stringify(partytime.parseFeed(readFileSync(process.argv[2], 'utf8'))));
