const field = document.createElement('textarea');

/** Takes the place of the `entities` package in the bundle: the characters of "&amp;" and its like. */
export function decodeHTMLStrict(text: string): string {
  return text.replace(/&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z][a-z\d]{1,31});/gi, (entity) => {
    field.innerHTML = entity;
    return field.value;
  });
}
