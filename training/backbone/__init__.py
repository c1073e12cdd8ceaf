"""The networks that see hands: MediaPipe's published weights rebuilt in Keras, adapted, distilled and exported."""
