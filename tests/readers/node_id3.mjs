// Prints what node-id3 reads in the MP3 named on the command line, as one JSON object.
import NodeID3 from 'node-id3';

const tags = NodeID3.read(process.argv[2]);
console.log(JSON.stringify({
  tags: { title: tags.title, artist: tags.artist, album: tags.album },
  chapters: (tags.chapter ?? []).map((chapter) => ({
    element_id: chapter.elementID,
    title: chapter.tags?.title ?? '',
    start_ms: chapter.startTimeMs,
    end_ms: chapter.endTimeMs,
  })),
  told: {
    subtitle: tags.subtitle,
    comment: tags.comment?.text,
    copyright: tags.copyright,
    date: tags.releaseTime,
    address: tags.fileUrl,
    links: (tags.chapter ?? []).map((chapter) => chapter.tags?.userDefinedUrl?.[0]?.url ?? ''),
  },
  contents: (tags.tableOfContents ?? []).flatMap(({ elements }) => elements ?? []),
}));
