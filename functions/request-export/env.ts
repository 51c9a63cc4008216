import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  EXPORTS_BUCKET: true,
  PROVINCE: true,
  FIRST_REGISTRAR: true,
  PUBLISH_EXPORT_FUNCTION: true,
  CLOCK_OFFSET_MS: true,
});
