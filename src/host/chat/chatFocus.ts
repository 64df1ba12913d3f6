import * as vscode from 'vscode';

const contextKey = 'opencodeSessions.chatFocused';

interface FocusableChat {
  readonly isShown: boolean;
  openFind(): void;
}

/** Which chat has the keyboard, or had it last: what a command of the chat is meant for. */
export class ChatFocus {
  #last: FocusableChat | undefined;
  #isFocused = false;

  get last(): FocusableChat | undefined {
    return this.#last;
  }

  enter(chat: FocusableChat): void {
    this.#last = chat;
    this.#tell(true);
  }

  leave(chat: FocusableChat): void {
    if (this.#last === chat) this.#tell(false);
  }

  forget(chat: FocusableChat): void {
    this.leave(chat);
    if (this.#last === chat) this.#last = undefined;
  }

  #tell(isFocused: boolean): void {
    if (isFocused === this.#isFocused) return;
    this.#isFocused = isFocused;
    void vscode.commands.executeCommand('setContext', contextKey, isFocused);
  }
}
