/** A list beside the field that the keys of the field move through, while there is one. */
export interface Suggestions {
  /** The element that is the list; `undefined` while there is none. */
  readonly listId: string | undefined;
  /** The element in it that the keys are at. */
  readonly activeId: string | undefined;
  /** Takes a key, where it is for the list. */
  press(event: KeyboardEvent): boolean;
}
