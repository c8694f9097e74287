{{- define "latchkey.name" -}}
{{- printf "%s" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "latchkey.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "latchkey.labels" -}}
{{ include "latchkey.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "latchkey.configMap" -}}
{{- .Values.existingConfigMap | default (printf "%s-config" (include "latchkey.name" .)) -}}
{{- end -}}

{{- define "latchkey.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote -}}
{{- end -}}

{{- define "latchkey.env" -}}
{{- /* Not a file: Kubernetes lets the group read a mounted secret, and Latchkey refuses a key that others can read. */}}
- name: LATCHKEY_MASTER_KEY
  valueFrom: { secretKeyRef: { name: {{ .Values.masterKeySecret }}, key: master.key } }
{{- with .Values.database }}
{{- if .secret }}
- name: LATCHKEY_DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: url } }
- name: LATCHKEY_DATABASE_DIRECT_URL
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: direct-url, optional: true } }
- { name: LATCHKEY_DATABASE_CONNECTIONS, value: {{ .connections | quote }} }
{{- end }}
{{- end }}
{{- with .Values.redis.secret }}
- name: LATCHKEY_REDIS_URL
  valueFrom: { secretKeyRef: { name: {{ . }}, key: url } }
{{- end }}
{{- if gt (int .Values.replicas) 1 }}
- { name: LATCHKEY_NODES, value: {{ .Values.replicas | quote }} }
{{- end }}
- { name: LATCHKEY_TRUSTED_PROXIES, value: {{ join "," .Values.trustedProxies | quote }} }
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* Pods on machines of their own, as far as there are as many. */}}
{{- define "latchkey.apart" -}}
{{- if gt (int .Values.replicas) 1 -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: {{- include "latchkey.selector" . | nindent 12 }}
{{- end -}}
{{- end -}}

{{- define "latchkey.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "latchkey.mounts" -}}
- { name: config, mountPath: /etc/latchkey, readOnly: true }
- { name: data, mountPath: /var/lib/latchkey }
- { name: tmp, mountPath: /tmp }
{{- end -}}
