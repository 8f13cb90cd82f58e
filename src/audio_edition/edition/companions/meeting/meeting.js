(() => {
  // Names of the page's own elements begin with a capital; names of sections never do.
  const named = (id) => document.getElementById(id);
  const [audio] = document.getElementsByTagName("audio"), [header] = document.getElementsByTagName("header");
  const [footer] = document.getElementsByTagName("footer");
  const text = named("Text"), panel = named("Discussion"), status = named("Status"), help = named("Keys");
  const play = named("Play"), speed = named("Speed"), volume = named("Volume");
  const { sentences, sections, sentenceStarts, sectionStarts, ...timeline } = timelineOf(named("Article"));
  const links = [...named("Sections").querySelectorAll("a")], titles = links.map((link) => link.firstElementChild);
  const rows = [...named("Order").querySelectorAll("tbody tr")];
  const durationMs = Number(audio.dataset.duration);
  const ends = [...sectionStarts.slice(1), durationMs];
  const mayStop = rows.map((row) => row.dataset.stops === "1");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // Sound still goes on a little after the order to stop; a section ends in silence, so nothing is lost.
  const AHEAD_MS = 60, SENTENCE_AGAIN_MS = 1500, SECTION_AGAIN_MS = 3000;
  const nowMs = () => Math.round(audio.currentTime * 1000);
  const say = (words) => { status.textContent = words; };

  // What this browser keeps of the meeting, where it may keep anything.
  const key = `audio-edition meeting ${audio.dataset.slug}`;
  const kept = (() => {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
  })();
  const keep = (changes) => {
    Object.assign(kept, changes);
    try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* then it begins anew next time */ }
  };

  let stops = true, talk = -1, section = -1, heard = -1, marked = -1, second = -1, wanted = true;
  const stopsAt = (index) => stops && mayStop[index] && discussionMs() > 0;
  const discussionMs = () => Number(named("Minutes").value) * 60000;

  const show = (element, gently) => timeline.keepInView(
    element, header.getBoundingClientRect().bottom, footer.getBoundingClientRect().top, gently && !calm.matches);
  const mark = () => {
    const ms = nowMs(), at = timeline.sentenceAt(ms), in_ = talk >= 0 ? talk : timeline.sectionAt(ms);
    if (at !== marked) {
      sentences[marked]?.removeAttribute("aria-current");
      sentences[at]?.setAttribute("aria-current", "true");
      marked = at;
      if (at >= 0) reach(at);
      if (at >= 0 && wanted) show(sentences[at], true);
    }
    if (in_ !== section) {
      links[section]?.removeAttribute("aria-current");
      links[in_].setAttribute("aria-current", "true");
      const list = named("Sections"), link = links[in_];
      list.scrollTop = link.offsetTop - list.clientHeight / 3;
      named("Where").textContent = titles[in_].textContent;
      section = in_;
      second = -1;
    }
    if (Math.floor(ms / 1000) === second) return;
    second = Math.floor(ms / 1000);
    showLeft(ms);
  };
  const showLeft = (ms) => {
    const rate = audio.playbackRate, still = (until) => Math.max(0, until - ms) / rate;
    let all = still(durationMs);
    for (let at = talk >= 0 ? talk + 1 : section; at < rows.length; at += 1) if (stopsAt(at)) all += discussionMs();
    named("SectionLeft").textContent = timeline.inWords(talk >= 0 ? 0 : still(ends[section]));
    named("AllLeft").textContent = timeline.inWords(all);
    named("Done").value = ms;
  };
  let reachable = -1;
  const reach = (at) => {
    sentences[reachable]?.setAttribute("tabindex", "-1");
    sentences[at]?.setAttribute("tabindex", "0");
    reachable = at;
  };

  // What is heard stops at the end of its section, even where a frame came late.
  const check = () => {
    const ms = nowMs();
    if (!audio.paused && stopsAt(heard) && ms >= ends[heard] - AHEAD_MS) return discuss(heard);
    heard = timeline.sectionAt(ms);
    mark();
  };
  const everyFrame = () => {
    if (audio.paused) return;
    check();
    if (!document.hidden) requestAnimationFrame(everyFrame);
  };
  // Windows that nobody sees have no frames.
  let timer = 0;
  const arm = () => {
    clearTimeout(timer);
    if (audio.paused || !stopsAt(heard)) return;
    const left = (ends[heard] - AHEAD_MS - nowMs()) / audio.playbackRate;
    timer = setTimeout(() => { check(); arm(); }, Math.max(10, Math.min(left, 1000)));
  };

  const start = () => audio.play().catch((error) => {
    if (error.name === "NotSupportedError") say(status.dataset.failed);
  });
  const remember = () => {
    const at = Math.max(0, timeline.lastSentence(nowMs())), block = sentences[at].parentElement;
    const rank = [...block.querySelectorAll("a:not(.web)")].indexOf(sentences[at]);
    keep({ ms: nowMs(), sha: audio.dataset.sha, block: block.id, rank, talk: talk >= 0 ? sections[talk].id : "" });
  };
  const jump = (ms) => {
    endTalk();
    wanted = true;
    audio.currentTime = Math.max(0, Math.min(ms, durationMs)) / 1000;
    heard = timeline.sectionAt(nowMs());
    mark();
    arm();
    remember();
  };
  const goToSection = (index) => {
    const to = Math.max(0, Math.min(index, sections.length - 1));
    jump(sectionStarts[to]);
    show(headingOf(sections[to]), true);
    say(titles[to].textContent);
  };
  const headingOf = (element) => element.querySelector("h1, h2, h3, h4, h5, h6") ?? element;
  const sectionBefore = () => {
    if (talk >= 0) return goToSection(talk);
    const now = timeline.sectionAt(nowMs());
    goToSection(nowMs() - sectionStarts[now] > SECTION_AGAIN_MS ? now : now - 1);
  };
  const sectionAfter = () => (talk >= 0 ? goOn() : goToSection(timeline.sectionAt(nowMs()) + 1));
  const sentenceBefore = () => {
    const ms = nowMs(), at = timeline.lastSentence(ms), again = ms - sentenceStarts[at] > SENTENCE_AGAIN_MS;
    jump(sentenceStarts[Math.max(0, again || talk >= 0 ? at : at - 1)] ?? 0);
  };
  const sentenceAfter = () => {
    const at = timeline.lastSentence(nowMs()) + 1;
    if (at < sentences.length) jump(sentenceStarts[at]);
  };

  // The stop after a section, and what is talked about.
  let since = 0, ticking = 0;
  const discuss = (index) => {
    audio.pause();
    clearTimeout(timer);
    talk = index;
    const none = document.createElement("li"), asked = sections[index].querySelectorAll(".questions li");
    none.textContent = named("Questions").dataset.none;
    named("Questions").replaceChildren(...(asked.length ? [...asked].map((each) => each.cloneNode(true)) : [none]));
    named("Questions").classList.toggle("none", !asked.length);
    named("DiscussionTitle").textContent = titles[index].textContent;
    const isLast = index + 1 === sections.length;
    named("NextTitle").textContent = isLast ? "" : titles[index + 1].textContent;
    named("GoOn").textContent = isLast ? named("GoOn").dataset.end : goOnWords;
    panel.hidden = false;
    text.inert = true;
    since = Date.now();
    clearInterval(ticking);
    ticking = setInterval(tick, 250);
    tick();
    mark();
    panel.focus({ preventScroll: true });
    remember();
  };
  const goOnWords = named("GoOn").textContent;
  const tick = () => {
    const spent = Date.now() - since, over = spent - discussionMs();
    named("Timer").textContent = timeline.inWords(spent);
    named("TimerOf").textContent = `/ ${timeline.inWords(discussionMs())}`;
    panel.classList.toggle("over", over >= 0);
  };
  const endTalk = () => {
    if (talk < 0) return;
    talk = -1;
    clearInterval(ticking);
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    text.inert = false;
    if (hadFocus) text.focus({ preventScroll: true });
    second = -1;
  };
  const goOn = () => {
    const next = talk + 1;
    if (next < sections.length) {
      jump(sectionStarts[next]);
      start();
    } else goToSection(0);
  };
  const toggle = () => {
    if (talk >= 0) goOn();
    else if (audio.paused) start();
    else audio.pause();
  };
  const remoteOn = () => {
    if (talk >= 0) goOn();
    else if (audio.paused) start();
    else sectionAfter();
  };
  const remoteBack = () => (audio.paused || talk >= 0 ? sectionBefore() : audio.pause());

  // Settings
  const setStops = (on) => {
    stops = on;
    named("Stops").setAttribute("aria-pressed", String(on));
    showOrder();
    arm();
  };
  const setSpeed = () => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    second = -1;
    mark();
    arm();
  };
  const changeSpeed = (by) => {
    speed.selectedIndex = Math.max(0, Math.min(speed.selectedIndex + by, speed.length - 1));
    setSpeed();
    say(`${speed.getAttribute("aria-label")} ${speed.selectedOptions[0].text}`);
  };
  const setVolume = () => { audio.volume = Number(volume.value) / 100; };
  const changeVolume = (by) => {
    volume.value = Number(volume.value) + by;
    setVolume();
    say(`${volume.getAttribute("aria-label")} ${volume.value} %`);
  };
  const fullScreen = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  };
  const toggleHelp = () => (help.open ? help.close() : help.showModal());
  const showOrder = () => {
    let at = 0, sound = 0, talks = 0;
    rows.forEach((row, index) => {
      const [begins, , , talked] = row.children, own = Number(row.dataset.sound);
      const ms = stopsAt(index) ? discussionMs() : 0;
      begins.textContent = timeline.inWords(at);
      talked.textContent = ms ? timeline.inWords(ms) : "";
      at += own + ms;
      sound += own;
      talks += ms;
    });
    named("TotalTime").textContent = timeline.inWords(at);
    named("TotalTalk").textContent = timeline.inWords(talks);
    named("TotalSound").textContent = timeline.inWords(sound);
    const planned = Number(named("MeetingMinutes").value) * 60000, name = named("RestName");
    named("Planned").hidden = !planned;
    named("PlannedTime").textContent = timeline.inWords(planned);
    named("Rest").textContent = timeline.inWords(Math.abs(planned - at));
    name.textContent = planned < at ? name.dataset.over : name.dataset.spare;
    second = -1;
    if (section >= 0) mark();
  };

  // Letters are no shortcuts: they belong to screen readers and to speech input.
  const pressed = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === "F1") toggleHelp();
    else if (event.key === "F5" && !event.shiftKey) fullScreen();
    else if (help.open || event.target.closest("select, input[type=number]")) return false;
    else if (event.key === "PageDown") remoteOn();
    else if (event.key === "PageUp") remoteBack();
    else if (event.key === " " && !event.target.closest("button")) toggle();
    else if (event.key === "ArrowLeft") event.shiftKey ? sectionBefore() : sentenceBefore();
    else if (event.key === "ArrowRight") event.shiftKey ? sectionAfter() : sentenceAfter();
    else if (event.key === "ArrowUp") event.shiftKey ? changeSpeed(1) : changeVolume(10);
    else if (event.key === "ArrowDown") event.shiftKey ? changeSpeed(-1) : changeVolume(-10);
    else return false;
    return true;
  };
  document.addEventListener("keydown", (event) => { if (pressed(event)) event.preventDefault(); });

  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  text.addEventListener("click", (event) => {
    const at = sentences.indexOf(event.target.closest("a"));
    if (at < 0 || !plain(event)) return;
    event.preventDefault();
    jump(sentenceStarts[at]);
    start();
  });
  named("Sections").addEventListener("click", (event) => {
    const at = links.indexOf(event.target.closest("a"));
    if (at < 0 || !plain(event)) return;
    const wasPlaying = !audio.paused || talk >= 0;
    history.replaceState(null, "", links[at].getAttribute("href")); // so that the address can be passed on
    event.preventDefault();
    showList(false);
    goToSection(at);
    if (wasPlaying) start();
  });
  for (const type of ["wheel", "touchmove"]) text.addEventListener(type, () => { wanted = false; }, { passive: true });
  const showList = (on) => {
    document.body.classList.toggle("listing", on);
    named("List").setAttribute("aria-expanded", String(on));
  };
  const clicks = {
    Play: toggle, SectionBefore: sectionBefore, SectionAfter: sectionAfter, SentenceBefore: sentenceBefore,
    SentenceAfter: sentenceAfter, GoOn: goOn, Full: fullScreen, Help: toggleHelp, Close: toggleHelp,
    Print: () => { help.close(); print(); },
    List: () => showList(!document.body.classList.contains("listing")),
    Stops: () => { setStops(!stops); keep({ stops }); },
  };
  for (const [id, act] of Object.entries(clicks)) named(id).addEventListener("click", (event) => {
    act();
    // After a click of the mouse, the space bar is that of the whole page again.
    if (event.detail > 0 && named(id).contains(document.activeElement)) named(id).blur();
  });
  speed.addEventListener("change", setSpeed);
  volume.addEventListener("input", setVolume);
  named("Minutes").addEventListener("change", (event) => { keep({ each: event.target.value }); showOrder(); arm(); });
  named("MeetingMinutes").addEventListener("input", (event) => { keep({ whole: event.target.value }); showOrder(); });

  const labels = [play.getAttribute("aria-label"), play.dataset.pause];
  const showPlaying = () => {
    play.classList.toggle("playing", !audio.paused);
    play.setAttribute("aria-label", labels[audio.paused ? 0 : 1]);
  };
  audio.addEventListener("play", () => { endTalk(); showPlaying(); arm(); everyFrame(); });
  audio.addEventListener("pause", () => { showPlaying(); remember(); });
  audio.addEventListener("ended", () => { if (stopsAt(sections.length - 1) && talk < 0) discuss(sections.length - 1); });
  for (const type of ["timeupdate", "seeked"]) audio.addEventListener(type, () => { check(); });
  audio.addEventListener("ratechange", arm);
  document.addEventListener("visibilitychange", everyFrame);
  addEventListener("pagehide", () => { if (section >= 0) remember(); });
  document.addEventListener("fullscreenchange", () => show(sentences[marked], false));
  addEventListener("resize", () => { if (wanted) show(sentences[marked], false); });

  const goToFragment = () => {
    const element = timeline.named(), at = sections.indexOf(element), link = element?.querySelector?.("a");
    if (at >= 0) goToSection(at);
    else if (link && element.closest("section[data-start]")) jump(timeline.startOf(link));
    else return false;
    return true;
  };
  const wentOn = () => {
    const at = sections.findIndex((each) => each.id === kept.talk);
    if (kept.talk && at >= 0 && stopsAt(at)) {
      audio.currentTime = (ends[at] - AHEAD_MS) / 1000;
      return discuss(at);
    }
    // Of another revision, the place is that of the sentence.
    const block = kept.block ? named(kept.block) : null, all = block?.querySelectorAll("a:not(.web)");
    const link = all?.[kept.rank] ?? all?.[0];
    const known = kept.sha === audio.dataset.sha ? kept.ms : link?.hasAttribute("href") ? timeline.startOf(link) : 0;
    if (!(known > 0) || known >= durationMs) return jump(0);
    jump(known);
    show(sentences[Math.max(0, timeline.lastSentence(known))], false);
    say(status.dataset.wentOn);
  };
  const begin = () => {
    named("Controls").hidden = false;
    say("");
    if (!goToFragment()) wentOn();
    addEventListener("hashchange", goToFragment);
    mark();
  };

  const { each, whole } = kept;
  if ([...named("Minutes").options].some((option) => option.value === each)) named("Minutes").value = each;
  if (/^\d{1,3}$/.test(whole ?? "")) named("MeetingMinutes").value = whole;
  setStops(kept.stops !== false);
  for (const sentence of sentences) sentence.setAttribute("tabindex", "-1");
  reach(0);
  if (!document.fullscreenEnabled) named("Full").hidden = true;
  audio.controls = false;
  audio.hidden = true;
  say(status.dataset.loading);
  loadSound(audio).then(begin, () => { begin(); say(status.dataset.failed); });
})();
