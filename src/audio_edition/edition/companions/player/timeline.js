"use strict";
// Sections and sentences of a page, by their times: whole milliseconds, as in the edition.
const timelineOf = (text) => {
  const startOf = (link) => Math.round(Number(link.getAttribute("href").slice(3)) * 1000);
  const lastAt = (starts, ms) => {
    let low = 0, high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= ms) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const sentences = [...text.querySelectorAll("a:not(.web)")], sections = [...text.querySelectorAll("section")];
  const sentenceStarts = sentences.map(startOf);
  const sectionStarts = sections.map((section) => Number(section.dataset.start));
  return {
    sentences, sections, sentenceStarts, sectionStarts, startOf,
    // The sentence that is heard; -1 in the silence before the first, and after the last of a section.
    sentenceAt: (ms) => {
      const at = lastAt(sentenceStarts, ms);
      return at >= 0 && ms >= Number(sentences[at].dataset.end ?? Infinity) ? -1 : at;
    },
    lastSentence: (ms) => lastAt(sentenceStarts, ms),
    sectionAt: (ms) => Math.max(0, lastAt(sectionStarts, ms)),
    inWords: (ms) => {
      const seconds = Math.floor(ms / 1000), two = (number) => String(number).padStart(2, "0");
      const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
      return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
    },
    // Scrolls the window where an element is not between two heights of it.
    keepInView: (element, top, bottom, gently) => {
      if (!element) return;
      const box = element.getBoundingClientRect();
      if (box.top >= top + 8 && box.bottom <= bottom - 8) return;
      const room = bottom - top, gap = Math.max(8, Math.min(room / 3, room - box.height - 8));
      // Not scrollIntoView: in a frame, that would move the page around it too.
      scrollTo({ top: scrollY + box.top - top - gap, behavior: gently ? "smooth" : "instant" });
    },
    // The element that a fragment of the address names, decoded.
    named: () => {
      let id = location.hash.slice(1);
      try { id = decodeURIComponent(id); } catch { /* a lone percent sign is one */ }
      return document.getElementById(id);
    },
  };
};
