// Prints what music-metadata reads in the MP3 named on the command line, as one JSON object.
import { parseFile } from 'music-metadata';

const file = await parseFile(process.argv[2]);
const native = Object.values(file.native).flat();
console.log(JSON.stringify({
  container: Object.keys(file.native).join(' '),
  tags: { title: file.common.title, artist: file.common.artist, album: file.common.album },
  chapters: native.filter((frame) => frame.id === 'CHAP').map(({ value }) => ({
    element_id: value.label,
    title: value.frames.get('TIT2') ?? '',
    start_ms: value.info.startTime,
    end_ms: value.info.endTime,
  })),
  contents: native.filter((frame) => frame.id === 'CTOC').flatMap(({ value }) => value.childElementIds),
  told: {
    subtitle: file.common.subtitle?.[0],
    description: file.common.description?.[0],
    comment: file.common.comment?.[0]?.text,
    copyright: file.common.copyright,
    date: file.common.releasedate,
    address: native.find((frame) => frame.id === 'WOAF')?.value,
    links: native.filter((frame) => frame.id === 'CHAP').map(({ value }) => value.frames.get('WXXX')?.url ?? ''),
  },
  warnings: file.quality.warnings.map(({ message }) => message),
}));
