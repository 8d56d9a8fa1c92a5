// One's own network, as the Python side wrote it down.

export interface NetworkData {
  readonly file: string;
}
