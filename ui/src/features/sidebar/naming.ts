/** What a name is written for, in the line of a conversation. */
export type Naming = 'title' | 'folder' | 'tag';
