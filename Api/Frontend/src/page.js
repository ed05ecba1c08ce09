// What pages ask of the browser besides charts.

export function prefersDark() {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Keeps the choice where the server sees it before it renders, so that no page flashes in the other colours. */
export function rememberTheme(dark) {
  document.cookie = `theme=${dark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

const followed = new WeakSet();

/** Keeps a log's last line in sight while its reader has not scrolled up. */
export function followEnd(element) {
  if (!element) {
    return;
  }
  if (!followed.has(element)) {
    followed.add(element);
    element.addEventListener('scroll', () => {
      element.dataset.away = element.scrollHeight - element.scrollTop - element.clientHeight > 40 ? 'yes' : '';
    }, { passive: true });
  }
  if (!element.dataset.away) {
    element.scrollTop = element.scrollHeight;
  }
}

/** The browser's time zone; the server sees it in a cookie before it renders the next page. */
export function timeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=strict`;
  return zone;
}
