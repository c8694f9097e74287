{{- /* The pod, of a Deployment with PostgreSQL or of a StatefulSet with files. */}}
{{- define "latchkey.pod" -}}
metadata:
  labels: {{- include "latchkey.labels" . | nindent 4 }}
  annotations:
    # A changed configuration restarts the pod.
    checksum/config: {{ .Values.config | toYaml | sha256sum }}
    {{- with .Values.podAnnotations }}{{ toYaml . | nindent 4 }}{{- end }}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ add .Values.notice 25 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- if .Values.create }}
  initContainers:
    - name: create
      image: {{ include "latchkey.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [create, --if-absent]
      env: {{- include "latchkey.env" . | nindent 8 }}
      securityContext: {{- include "latchkey.securityContext" . | nindent 8 }}
      volumeMounts: {{- include "latchkey.mounts" . | nindent 8 }}
  {{- end }}
  containers:
    - name: latchkey
      image: {{ include "latchkey.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - serve
        - --listen
        - 0.0.0.0
        - --notice
        - {{ .Values.notice | quote }}
        - --metrics-port
        - {{ .Values.service.metricsPort | quote }}
        - --metrics-listen
        - 0.0.0.0
        {{- with .Values.args }}{{ toYaml . | nindent 8 }}{{- end }}
      env: {{- include "latchkey.env" . | nindent 8 }}
      ports:
        - { name: http, containerPort: 4000 }
        - { name: metrics, containerPort: {{ .Values.service.metricsPort }} }
      # Ten minutes: a pod that migrates a large database must not be ended in the middle.
      startupProbe: { httpGet: { path: /healthz, port: http }, periodSeconds: 1, failureThreshold: 600 }
      livenessProbe: { httpGet: { path: /healthz, port: http }, periodSeconds: 10, timeoutSeconds: 5 }
      readinessProbe: { httpGet: { path: /readyz, port: http }, periodSeconds: 2, timeoutSeconds: 6 }
      resources: {{- toYaml .Values.resources | nindent 8 }}
      securityContext: {{- include "latchkey.securityContext" . | nindent 8 }}
      volumeMounts: {{- include "latchkey.mounts" . | nindent 8 }}
  volumes:
    - name: config
      configMap: { name: {{ include "latchkey.configMap" . }} }
    - name: tmp
      emptyDir: {}
    {{- if .Values.database.secret }}
    # A node keeps nothing: its folder is for a lock.
    - name: data
      emptyDir: {}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity | default (include "latchkey.apart" . | fromYaml) }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
