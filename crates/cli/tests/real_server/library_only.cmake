# Included into the build of llama.cpp: the Python package loads its library and nothing else, and the rest is half of
# the build.
set(LLAMA_BUILD_COMMON OFF)
