"use strict";
(() => {
  // Names of the page's own elements begin with a capital; names of sections never do.
  const named = (id) => document.getElementById(id);
  const [audio] = document.getElementsByTagName("audio");
  const play = named("Play"), place = named("Place"), clock = named("Clock"), speed = named("Speed");
  const follow = named("Follow"), status = named("Status"), bar = audio.parentElement;
  const { sentences, sections, sentenceStarts, sectionStarts, ...timeline } = timelineOf(named("Text"));
  const chapters = [...named("Chapters").querySelectorAll("a")];
  const durationMs = Number(audio.dataset.duration);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // Times are whole milliseconds, as in the edition.
  const nowMs = () => Math.round(audio.currentTime * 1000);
  const whole = timeline.inWords(durationMs);

  // Keeping in view: somebody who scrolls looks for something, and is followed again after the next jump.
  let wanted = true, away = false;
  const showFollowing = () => follow.setAttribute("aria-pressed", String(wanted && !away));
  const show = (element, gently) =>
    timeline.keepInView(element, bar.getBoundingClientRect().bottom, innerHeight, gently && !calm.matches);

  let marked = -1, chapter = -1, second = -1, reachable = -1;
  const reach = (at) => {
    sentences[reachable]?.setAttribute("tabindex", "-1");
    sentences[at]?.setAttribute("tabindex", "0");
    reachable = at;
  };
  const mark = () => {
    const ms = nowMs();
    const at = timeline.sentenceAt(ms);
    if (at !== marked) {
      sentences[marked]?.removeAttribute("aria-current");
      sentences[at]?.setAttribute("aria-current", "true");
      marked = at;
      if (at >= 0 && !sentences.includes(document.activeElement)) reach(at);
      if (at >= 0 && wanted && !away) show(sentences[at], true);
    }
    const section = timeline.sectionAt(ms);
    if (section !== chapter) {
      chapters[chapter]?.removeAttribute("aria-current");
      chapters[section].setAttribute("aria-current", "true");
      named("Chapter").textContent = chapters[section].firstElementChild.textContent;
      chapter = section;
    }
    if (Math.floor(ms / 1000) !== second) {
      second = Math.floor(ms / 1000);
      place.value = second;
      clock.textContent = `${timeline.inWords(ms)} / ${whole}`;
      place.setAttribute("aria-valuetext", clock.textContent);
    }
  };
  const everyFrame = () => {
    mark();
    if (!audio.paused) requestAnimationFrame(everyFrame);
  };

  const start = () => audio.play().catch((error) => {
    if (error.name === "NotSupportedError") status.textContent = status.dataset.failed;
  });
  const toggle = () => (audio.paused ? start() : audio.pause());
  const jump = (ms) => {
    away = false;
    showFollowing();
    audio.currentTime = Math.max(0, Math.min(ms, durationMs)) / 1000;
    mark();
  };
  const skip = (seconds) => jump(nowMs() + seconds * 1000);
  const goToChapter = (index) => {
    const to = Math.max(0, Math.min(index, sections.length - 1));
    jump(sectionStarts[to]);
    show(sections[to].firstElementChild, true);
    status.textContent = chapters[to].firstElementChild.textContent;
  };
  const previousChapter = () => {
    // As players do: first to the beginning of this one.
    const inside = nowMs() - sectionStarts[chapter] > 3000;
    goToChapter(inside ? chapter : chapter - 1);
  };
  const changeSpeed = (by) => {
    speed.selectedIndex = Math.max(0, Math.min(speed.selectedIndex + by, speed.length - 1));
    setSpeed();
    status.textContent = `${speed.getAttribute("aria-label")} ${speed.selectedOptions[0].text}`;
  };
  const setSpeed = () => { audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value); };
  const walk = (from, by) => {
    const to = Math.max(0, Math.min(from + by, sentences.length - 1));
    away = true;
    showFollowing();
    reach(to);
    sentences[to].focus({ preventScroll: true });
    show(sentences[to], true);
  };

  // Letters are no shortcuts: they belong to screen readers and to speech input.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select")) return;
    const at = sentences.indexOf(event.target), vertical = event.key === "ArrowUp" ? -1 : 1;
    if (event.key === " " && !event.target.closest("button, summary")) toggle();
    else if (event.key === "ArrowLeft") event.shiftKey ? previousChapter() : skip(-10);
    else if (event.key === "ArrowRight") event.shiftKey ? goToChapter(chapter + 1) : skip(10);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (event.shiftKey) changeSpeed(-vertical);
      else if (at >= 0) walk(at, vertical);
      else return lookAround(event);
    } else return lookAround(event);
    event.preventDefault();
  });
  const lookAround = (event) => {
    const scrolls = event.type !== "keydown" || /^(Page|Home$|End$|ArrowUp$|ArrowDown$)/.test(event.key);
    if (!scrolls || event.target === place) return;
    away = true;
    showFollowing();
  };
  for (const type of ["wheel", "touchmove"]) {
    named("Text").addEventListener(type, lookAround, { passive: true });
  }

  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  named("Text").addEventListener("click", (event) => {
    const at = sentences.indexOf(event.target.closest("a"));
    if (at < 0 || !plain(event)) return;
    event.preventDefault();
    reach(at);
    jump(sentenceStarts[at]);
    start();
  });
  named("Chapters").addEventListener("click", (event) => {
    const at = chapters.indexOf(event.target.closest("a"));
    if (at < 0 || !plain(event)) return;
    event.preventDefault(); // in a frame, every step to a fragment would be a step of the page's Back button
    goToChapter(at);
    start();
  });
  play.addEventListener("click", toggle);
  named("Back").addEventListener("click", () => skip(-10));
  named("Ahead").addEventListener("click", () => skip(10));
  speed.addEventListener("change", setSpeed);
  place.addEventListener("input", () => jump(Number(place.value) * 1000));
  follow.addEventListener("click", () => {
    wanted = !(wanted && !away);
    away = false;
    showFollowing();
    if (wanted) show(sentences[marked], true);
  });

  const labels = [play.getAttribute("aria-label"), play.dataset.pause];
  const showPlaying = () => {
    play.classList.toggle("playing", !audio.paused);
    play.setAttribute("aria-label", labels[audio.paused ? 0 : 1]);
  };
  audio.addEventListener("play", () => { showPlaying(); everyFrame(); });
  audio.addEventListener("pause", showPlaying);
  for (const type of ["timeupdate", "seeking", "seeked", "loadedmetadata", "ended"]) audio.addEventListener(type, mark);
  audio.addEventListener("error", () => { status.textContent = status.dataset.failed; });

  if ("mediaSession" in navigator) {
    const { artist, album } = audio.dataset;
    const title = document.querySelector("h1").textContent;
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist, album });
    const does = {
      previoustrack: previousChapter, nexttrack: () => goToChapter(chapter + 1),
      seekbackward: () => skip(-10), seekforward: () => skip(10),
      seekto: (details) => jump(Math.round(details.seekTime * 1000)),
    };
    for (const [action, act] of Object.entries(does)) {
      try { navigator.mediaSession.setActionHandler(action, act); } catch { /* this browser has no such key */ }
    }
  }

  // ?t=75, ?t=75.5 and ?t=1:15; #section-id, and #p-… for a paragraph.
  const askedMs = () => {
    const found = /^(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7}(?:\.\d{1,6})?)$/.exec(new URLSearchParams(location.search).get("t"));
    return found && Math.round(((Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3])) * 1000);
  };
  const goToFragment = () => {
    const element = timeline.named(), section = sections.indexOf(element);
    if (section >= 0) jump(sectionStarts[section]);
    else if (element?.closest("section") && element.querySelector("a")) {
      jump(timeline.startOf(element.querySelector("a")));
    } else return;
    show(section >= 0 ? element.firstElementChild : element, false);
  };

  audio.controls = false;
  audio.hidden = true;
  named("Controls").hidden = false;
  // The browser, too, must not scroll to what lies under the bar.
  const keepClear = () => {
    document.documentElement.style.scrollPaddingTop = `${bar.offsetHeight + 8}px`;
    if (wanted && !away) show(sentences[marked], false);
  };
  keepClear();
  addEventListener("resize", keepClear);
  named("Chapters").addEventListener("toggle", keepClear);
  for (const sentence of sentences) sentence.setAttribute("tabindex", "-1");
  reach(0);
  const asked = askedMs();
  if (asked === null) goToFragment();
  else {
    jump(asked);
    show(sentences[Math.max(0, timeline.lastSentence(asked))], false);
  }
  addEventListener("hashchange", goToFragment);
  mark();
})();
