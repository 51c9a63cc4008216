/** Work that outlasts a request: the state is written down first, then the job is nudged; a schedule picks up what a lost nudge left. */
export interface Jobs {
  /** Runs the pending transitions of the periods. */
  advancePeriods(): Promise<void>;
  publishExport(exportId: string): Promise<void>;
  previewAdoption(previewId: string): Promise<void>;
}
