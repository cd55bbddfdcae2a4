if(DYNO_SANITIZE)
    add_compile_options(-fsanitize=${DYNO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${DYNO_SANITIZE})
    # GCC 12 reports false positives inside its own headers when it instruments them.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    # With DYNO_UNITY what is private to one source is no longer in the main file.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    if(DYNO_SANITIZE MATCHES thread)
        add_compile_options(-Wno-tsan)
    endif()
endif()
