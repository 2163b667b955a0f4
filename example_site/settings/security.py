"""The content security policy: public pages load only what this site serves and run nothing inline."""

from csp.constants import NONE, SELF, UNSAFE_INLINE


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        # Wagtail shows previews of pages in a frame of the same site.
        "frame-ancestors": [SELF],
    }
}

# Wagtail's admin has inline scripts and styles of its own. Only editors get there, and only this differs.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}
ADMIN_PATH = "/admin/"

X_FRAME_OPTIONS = "SAMEORIGIN"
